/// Shapes as files state them, before anything is believed.
enum Shape {
  /// The lengths as integers; `nil` if one of them or the number of elements does not fit.
  ///
  /// The product is taken in the order in which `TensorInfo` takes it, so that neither `elementCount` nor
  /// `rowCount` of an accepted shape can overflow, not even where a later length is 0.
  static func checked(_ lengths: [UInt64]) -> [Int]? {
    var product = 1
    var shape: [Int] = []
    for length in lengths {
      guard let length = Int(exactly: length) else { return nil }
      let (next, overflow) = product.multipliedReportingOverflow(by: length)
      guard !overflow else { return nil }
      product = next
      shape.append(length)
    }
    return shape
  }
}
