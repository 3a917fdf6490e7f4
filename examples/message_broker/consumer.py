"""A consumer of messages: says how it would connect, with the names that librdkafka knows."""

from __future__ import annotations

import sys
from pathlib import Path

from kafka_config import KafkaConfig

from hacfg import ConfigError, load_config

CONFIG = Path(__file__).with_name("kafka_config.json")


def client_settings(config: KafkaConfig) -> dict[str, object]:
    """The settings as ``confluent_kafka.Consumer`` takes them; the password is in plain text."""
    settings: dict[str, object] = {
        "bootstrap.servers": ",".join(config.brokers),
        "group.id": config.group_id,
        "auto.offset.reset": config.offset_reset,
        "session.timeout.ms": int(config.session_timeout * 1000),
    }
    if config.security is not None:
        settings["security.protocol"] = "SASL_SSL"
        settings["sasl.mechanism"] = config.security.mechanism.upper()
        settings["sasl.username"] = config.security.username
        if config.security.password is not None:
            settings["sasl.password"] = config.security.password.get_secret_value()
        if config.security.ca_file is not None:
            settings["ssl.ca.location"] = config.security.ca_file
    return settings


def main() -> None:
    """Ends with the diagnostics and status 1 where the config is wrong."""
    try:
        config = load_config(CONFIG, KafkaConfig)
    except ConfigError as error:
        sys.exit(str(error))
    print(f"topic {config.topic} of {', '.join(config.brokers)}, from {config.origin('brokers')}")
    print(", ".join(sorted(client_settings(config))))


if __name__ == "__main__":
    main()
