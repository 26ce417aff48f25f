import Foundation
import TestSupport
import Testing

/// The built tool, run in a folder of its own as a user would.
struct Tool {
  let folder: TemporaryDirectory

  /// What a command printed and how it ended.
  struct Ending {
    var output: String
    var errors: String
    var status: Int32
  }

  /// Creates a folder that holds the tiny model, the examples and the given experiment.
  init(experiment: String? = nil) throws {
    folder = try TemporaryDirectory()
    let fixtures = try #require(Bundle.module.resourceURL).appendingPathComponent("Fixtures")
    for name in ["tiny-llama", "examples.json", "spectra.json"] {
      try FileManager.default.copyItem(
        atPath: fixtures.appendingPathComponent(name).path, toPath: folder.file(name))
    }
    if let experiment { try folder.write(experiment, to: "tiny.json") }
  }

  func start(_ arguments: [String]) throws -> (process: Process, output: Pipe, errors: Pipe) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().appendingPathComponent("gradbook")
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    var environment = ProcessInfo.processInfo.environment
    environment["NO_COLOR"] = "1"
    environment["GRADBOOK_MODELS"] = folder.file("models")
    process.environment = environment
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    return (process, output, errors)
  }

  @discardableResult
  func callAsFunction(_ arguments: String...) throws -> Ending { try run(arguments) }

  func run(_ arguments: [String]) throws -> Ending {
    let (process, output, errors) = try start(arguments)
    // Read on a thread of its own, so that neither pipe fills up while the other is waited for.
    let reader = Thread.reading(errors)
    let text = output.fileHandleForReading.readDataToEndOfFile()
    let problems = reader.value
    process.waitUntilExit()
    return Ending(
      output: String(decoding: text, as: UTF8.self),
      errors: String(decoding: problems, as: UTF8.self), status: process.terminationStatus)
  }

  func text(_ name: String) throws -> String {
    try String(contentsOfFile: folder.file(name), encoding: .utf8)
  }
}

/// Bytes that a thread reads until the end.
private final class PipeReader: @unchecked Sendable {
  private let done = DispatchSemaphore(value: 0)
  private var data = Data()

  init(_ pipe: Pipe) {
    let handle = pipe.fileHandleForReading
    Thread.detachNewThread { [self] in
      data = handle.readDataToEndOfFile()
      done.signal()
    }
  }

  var value: Data {
    done.wait()
    return data
  }
}

extension Thread {
  fileprivate static func reading(_ pipe: Pipe) -> PipeReader { PipeReader(pipe) }
}
