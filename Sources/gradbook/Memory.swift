import CMalloc

/// Keeps freed memory for the next example instead of giving it back to the system.
///
/// Each example asks for the same few hundred megabytes of activations again; by default the C library
/// returns them in between, and the kernel clears every page anew: 8 % of the time of short examples.
func keepMemory() {
  mallopt(M_ARENA_MAX, 1)
  mallopt(M_MMAP_THRESHOLD, 32 << 20)
  mallopt(M_TRIM_THRESHOLD, Int32.max)
}
