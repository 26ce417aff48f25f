import Diagnostics
import Subprocess
import SystemPackage

/// A program to run to its end.
struct Command {
  /// The program's name, looked up in `PATH` of `environment`.
  let program: String
  let arguments: [String]
  let environment: [String: String]

  /// How a program ended.
  struct Outcome {
    let succeeded: Bool
    /// What it wrote to standard error; after `run()` also what it wrote to standard output.
    let text: String
  }

  /// Runs the program and collects what it says.
  ///
  /// - Throws: `Problem` if there is no such program.
  func run() async throws -> Outcome {
    try await spawning {
      let result = try await Subprocess.run(
        .name(program), arguments: Arguments(arguments), environment: subprocessEnvironment,
        output: .bytes(limit: .max), error: .combinedWithOutput)
      return Outcome(
        succeeded: result.terminationStatus.isSuccess,
        text: String(decoding: result.standardOutput, as: UTF8.self))
    }
  }

  /// Runs the program with its standard output appended to an open file.
  func run(into file: FileDescriptor) async throws -> Outcome {
    try await spawning {
      let result = try await Subprocess.run(
        .name(program), arguments: Arguments(arguments), environment: subprocessEnvironment,
        output: .fileDescriptor(file, closeAfterSpawningProcess: false),
        error: .bytes(limit: .max))
      return Outcome(
        succeeded: result.terminationStatus.isSuccess,
        text: String(decoding: result.standardError, as: UTF8.self))
    }
  }

  private var subprocessEnvironment: Environment {
    let pairs = environment.compactMap { name, value in
      Environment.Key(rawValue: name).map { ($0, value) }
    }
    return .custom(Dictionary(uniqueKeysWithValues: pairs))
  }

  private func spawning(_ body: () async throws -> Outcome) async throws -> Outcome {
    do {
      return try await body()
    } catch let error as SubprocessError where error.code == .executableNotFound {
      throw Problem.missingProgram(program)
    } catch let error as SubprocessError {
      throw Problem.failedToRun(program, reason: "\(error)")
    }
  }
}
