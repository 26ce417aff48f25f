import Checkpoints
import Diagnostics
import Transformer

/// Holds the tensors of a file against the places where a design looks for them.
struct TensorCheck {
  let checkpoint: ModelCheckpoint
  let architecture: String
  let design: DecoderDesign

  /// - Throws: `Problem` for the first tensor that is missing, misshapen or unreadable, then for the first
  ///   that is unknown.
  func check(
    _ parameters: [(parameter: Parameter, place: TensorPlace)], against names: TensorNames
  ) throws {
    let present = Set(checkpoint.tensors.tensorNames)
    var known: Set<String> = design.tiesEmbeddings ? ["\(names.head).weight"] : []
    for (parameter, place) in parameters where known.insert(place.name).inserted {
      guard present.contains(place.name) else {
        throw Problem.missingTensor(
          place.name, shape: place.storedShape, near: checkpoint.tensors.tensorNames,
          at: checkpoint.settings.place)
      }
      try check(parameter, place)
    }
    for name in checkpoint.tensors.tensorNames
    where !known.contains(name) && !names.ignored.contains(name) {
      throw Problem.unexpectedTensor(try checkpoint.tensors.info(name), in: architecture)
    }
  }

  private func check(_ parameter: Parameter, _ place: TensorPlace) throws {
    let info = try checkpoint.tensors.info(place.name)
    guard info.shape == place.storedShape else {
      throw Problem.wrongShape(
        info, expected: place.storedShape, because: reason(parameter, place, found: info.shape))
    }
    guard info.elementType.isReadable else { throw Problem.unreadable(info) }
  }

  /// The settings from which the lengths follow that are not as found.
  private func reason(_ parameter: Parameter, _ place: TensorPlace, found: [Int]) -> String {
    guard found.count == place.storedShape.count else { return "" }
    let keys = place.isTransposed ? parameter.lengthKeys.reversed() : parameter.lengthKeys
    let wrong = found.indices.filter { found[$0] != place.storedShape[$0] }
    let names = wrong.flatMap { keys[$0] }.map { "'\(checkpoint.settings.spelling($0))'" }
    return names.isEmpty ? "" : ", which follows from \(names.joined(separator: " and "))"
  }
}

extension Parameter {
  /// The settings that each of the parameter's lengths follows from.
  fileprivate var lengthKeys: [[SettingKey]] {
    let queries: [SettingKey] = [.headCount, .headSize]
    let keys: [SettingKey] = [.keyValueHeadCount, .headSize]
    switch self {
    case .embedding, .head: return [[.vocabularySize], [.hiddenSize]]
    case .positions: return [[.contextLength], [.hiddenSize]]
    case .scale(.queries), .shift(.queries), .scale(.keys), .shift(.keys): return [[.headSize]]
    case .scale, .shift: return [[.hiddenSize]]
    case .weight(let projection, _), .bias(let projection, _):
      switch projection {
      case .q: return [queries, [.hiddenSize]]
      case .k, .v: return [keys, [.hiddenSize]]
      case .o: return [[.hiddenSize], queries]
      case .gate, .up: return [[.intermediateSize], [.hiddenSize]]
      case .down: return [[.hiddenSize], [.intermediateSize]]
      }
    }
  }
}
