"""The month, compiled: one file per process, each short enough to read beside its twin in `twofold.epi.twin`."""
