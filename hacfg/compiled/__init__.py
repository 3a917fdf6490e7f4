"""The compiled schemas: what hacfg knows of each, without reading or interpreting it."""
