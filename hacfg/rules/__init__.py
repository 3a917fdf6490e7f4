"""The rules that a schema cannot say: policy for protected environments, and orders of settings."""

from __future__ import annotations

from .judgement import (
    POLICY,
    Rules,
    in_scope,
    orders,
    policy,
    policy_of_connection,
    policy_of_name,
    policy_of_text,
    rules_for,
    shared,
    states_tls,
    turns_off,
)

__all__ = [
    "POLICY",
    "Rules",
    "in_scope",
    "orders",
    "policy",
    "policy_of_connection",
    "policy_of_name",
    "policy_of_text",
    "rules_for",
    "shared",
    "states_tls",
    "turns_off",
]
