import Checkpoints
import Diagnostics

extension Problem {
  static func unknownArchitecture(_ name: String, known: [String]) -> Problem {
    let remedy = nearestSpelling(of: name, among: known).map { " The nearest is '\($0)'." } ?? ""
    return Problem(
      "The architecture '\(name)' is not known.",
      expected: "one of \(known.joined(separator: ", "))",
      found: name, remedy: "Take a model of one of these architectures.\(remedy)")
  }

  static func unsupported(_ feature: String, at place: Place, expected: String? = nil) -> Problem {
    Problem(
      "The model has \(feature), which is not supported.", at: place, expected: expected,
      remedy: "Take another model.")
  }

  static func missingTensor(
    _ name: String, shape: [Int], near names: [String], at place: Place
  ) -> Problem {
    let nearest = nearestSpelling(of: name, among: names).map { " There is '\($0)'." } ?? ""
    return Problem(
      "Tensor '\(name)' is missing.", at: place, expected: "shape \(spelled(shape))",
      found: "no such tensor",
      remedy: "Take the whole model from where it came from.\(nearest)")
  }

  static func wrongShape(_ info: TensorInfo, expected: [Int], because: String) -> Problem {
    Problem(
      "Tensor '\(info.name)' does not have the shape that the configuration implies.",
      at: info.place, expected: "shape \(spelled(expected))\(because)",
      found: "shape \(spelled(info.shape))",
      remedy: "Take weights and configuration from the same model.")
  }

  static func unexpectedTensor(_ info: TensorInfo, in architecture: String) -> Problem {
    Problem(
      "Tensor '\(info.name)' has no place in the architecture \(architecture).", at: info.place,
      expected: "only tensors that the computation uses", found: "shape \(spelled(info.shape))",
      remedy: "Take weights and configuration from the same model, of the plain architecture.")
  }

  static func unreadable(_ info: TensorInfo) -> Problem {
    Problem(
      "Tensor '\(info.name)' of type \(info.elementType.name) cannot be read as numbers.",
      at: info.place, expected: "floating-point numbers or a quantization of them",
      found: info.elementType.name, remedy: "Take the model in another type.")
  }

  static func notWritten(_ what: String) -> Problem {
    Problem(
      "A checkpoint of \(what) cannot be written.",
      expected: "one of \(Architecture.all.filter { $0.written != nil }.map(\.name).spelledList)",
      remedy: "Write a model of one of these architectures.")
  }

  private static func spelled(_ shape: [Int]) -> String {
    "[" + shape.map(String.init).joined(separator: ", ") + "]"
  }
}

extension [String] {
  var spelledList: String { joined(separator: ", ") }
}
