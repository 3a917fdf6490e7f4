"""The Lua scripts of a lease.

A lease is a string ``<owner token>:<fencing token>`` with a time to live; a claim that was
finished is the string ``done``. Every script may be sent twice with the same effect as once, since
a reply can be lost. They answer a positive number for yes, 0 where there is no lease, minus the
milliseconds that another's lease still has, less 2 (-1 where it has no end), and nil for done.

They are sent by their digest, and whole to a server that does not know them (yet, or any more).
"""

from __future__ import annotations

from hashlib import sha1

TEXTS: dict[str, str] = {}


def _script(text: str) -> str:
    """The digest of a script, by which its text is found."""
    digest = sha1(text.encode(), usedforsecurity=False).hexdigest()
    TEXTS[digest] = text
    return digest


# KEYS: the lease, the last fencing token. ARGV: owner token, time to live in ms.
# The clock of the server alone would give a token twice when it is set back, a counter alone when
# data is lost; the greater of both rises. 1.8e15 microseconds are exact in Lua until the year 2255.
ACQUIRE = _script("""
local held = redis.call('GET', KEYS[1])
if held == 'done' then return false end
if held then
  if string.sub(held, 1, #ARGV[1]) ~= ARGV[1] then return -redis.call('PTTL', KEYS[1]) - 2 end
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return tonumber(string.sub(held, #ARGV[1] + 2))
end
local time = redis.call('TIME')
local token = time[1] .. string.format('%06d', time[2])
local last = redis.call('GETSET', KEYS[2], token)
if last and tonumber(last) >= tonumber(token) then
  token = string.format('%.0f', tonumber(last) + 1)
  redis.call('SET', KEYS[2], token)
end
redis.call('SET', KEYS[1], ARGV[1] .. ':' .. token, 'PX', ARGV[2])
return tonumber(token)
""")

# KEYS: the lease, unused. ARGV: owner token, time to live in ms.
RENEW = _script("""
local held = redis.call('GET', KEYS[1])
if not held or held == 'done' then return 0 end
if string.sub(held, 1, #ARGV[1]) ~= ARGV[1] then return -redis.call('PTTL', KEYS[1]) - 2 end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
""")

# KEYS: the lease, unused. ARGV: owner token.
RELEASE = _script("""
local held = redis.call('GET', KEYS[1])
if not held or string.sub(held, 1, #ARGV[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
return 1
""")

# KEYS: the lease, unused. ARGV: owner token, how long to remember in ms.
# A claim that ran out while nobody else took it was processed all the same.
FINISH = _script("""
local held = redis.call('GET', KEYS[1])
if held and held ~= 'done' and string.sub(held, 1, #ARGV[1]) ~= ARGV[1] then
  return -redis.call('PTTL', KEYS[1]) - 2
end
redis.call('SET', KEYS[1], 'done', 'PX', ARGV[2])
return 1
""")
