/// Where a model's weights are while it is measured. Results are the same, bit for bit.
public enum WeightMemory: String, Sendable, CaseIterable {
  /// In memory, widened to single precision once: fastest.
  case resident
  /// In the mapped file, as they are stored; each block is widened when a pass comes to it and dropped
  /// after. Activations are computed again in the backward pass, so that an example needs little more
  /// than one block.
  case streamed
}
