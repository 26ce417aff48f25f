import ArgumentParser
import Experiments

/// A value of `--layers`: the number of a block, or one word for several.
enum LayerArgument: ExpressibleByArgument, Equatable {
  case block(Int)
  case several(ExperimentSpec.MixtureMeasure.Layers)

  init?(argument: String) {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard let number = parts.last.flatMap({ Int($0) }), parts.count <= 2 else { return nil }
    switch parts.count == 2 ? parts[0] : nil {
    case nil where number >= 0: self = .block(number)
    case "first" where number >= 1: self = .several(.first(number))
    case "last" where number >= 1: self = .several(.last(number))
    case "lowestVariance" where number >= 1: self = .several(.lowestVariance(number))
    default: return nil
    }
  }

  /// The layers that arguments name together; all where there are none, `nil` where a word stands beside
  /// others.
  static func layers(_ arguments: [LayerArgument]) -> ExperimentSpec.MixtureMeasure.Layers? {
    if arguments.isEmpty { return .all }
    if case .several(let layers) = arguments[0], arguments.count == 1 { return layers }
    let blocks = arguments.compactMap { if case .block(let number) = $0 { number } else { nil } }
    guard blocks.count == arguments.count else { return nil }
    return .indices(Set(blocks).sorted())
  }
}
