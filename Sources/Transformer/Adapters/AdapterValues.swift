import Foundation
public import Tensors

/// A number for every number of a decoder's adapters: the adapters themselves, a gradient, or a moment of
/// the optimizer.
public typealias AdapterValues<Element: Scalar> = KeyedValues<AdapterParameter, Element>

extension KeyedValues where Key == AdapterParameter {
  /// Creates zeros.
  ///
  /// - Parameters:
  ///   - design: How the decoder is adapted.
  ///   - decoder: The decoder's figure.
  public init(zeros design: LoRADesign, of decoder: DecoderDesign) {
    self.init(zeros: design.parameters(of: decoder))
  }

  /// Creates the adapters that training starts from, which change nothing yet: every B is 0 and every A
  /// uniform from −1/√inputs to 1/√inputs, as `peft` has them (He et al., arXiv 1502.01852, for a leaky
  /// rectifier of slope √5).
  ///
  /// The numbers of an A depend on the seed and on its place alone.
  ///
  /// - Parameters:
  ///   - design: How the decoder is adapted.
  ///   - decoder: The decoder's figure.
  ///   - seed: Decides the numbers.
  public init(initial design: LoRADesign, of decoder: DecoderDesign, seed: UInt64) {
    self.init(zeros: design, of: decoder)
    for (index, parameter) in parameters.enumerated() where parameter.factor == .a {
      let bound = 1 / Double(matrices[index].columns).squareRoot()
      let numbers = KeyedNumbers(seed: seed, key: 5 << 48 | parameter.place)
      for i in matrices[index].values.indices {
        let unit = Double(numbers.bits(at: i) >> 11) * 0x1p-53
        matrices[index].values[i] = Element(bound * (2 * unit - 1))
      }
    }
  }
}

extension AdapterParameter {
  /// A number of the adapted map's own, below 2⁴⁸, which never changes.
  var place: UInt64 { projection.key << 32 | UInt64(layer) }
}
