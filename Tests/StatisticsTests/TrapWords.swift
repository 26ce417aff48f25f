import Testing

/// Whether a process that trapped said `words`.
///
/// Optimized builds trap without a word, so there only the trap itself can be tested.
func said(_ words: String, _ result: ExitTest.Result?) -> Bool {
  #if DEBUG
    return String(decoding: result?.standardErrorContent ?? [], as: UTF8.self).contains(words)
  #else
    return result != nil
  #endif
}
