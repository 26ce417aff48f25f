/// How far each example of one sample moves a number.
///
/// The influence of an example is that of the jackknife: of a mean it is the example's value less the
/// mean. The variance of a number is the sum over its samples of the variance of the influence divided
/// by the number of examples; that of a difference of two numbers, where samples share examples, follows
/// from the influences of the examples that both have.
public struct ExampleInfluence: Sendable, Hashable {
  /// What tells the examples apart and pairs them with those of another report: digests of request and
  /// occurrence, which tell nothing of the text.
  public var examples: [UInt64]
  /// The influence of each.
  public var values: [Double]

  /// Creates the influence of as many examples as there are values.
  public init(examples: [UInt64], values: [Double]) {
    precondition(
      examples.count == values.count, "\(values.count) influences of \(examples.count) examples")
    self.examples = examples
    self.values = values
  }
}
