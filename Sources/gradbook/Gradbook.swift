import ArgumentParser
import LinearAlgebra

/// The command-line tool.
@main
struct Gradbook: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gradbook",
    abstract: "An experiment notebook for how training data acts on language models.",
    version: versionText,
    subcommands: [
      RunCommand.self, ReportCommand.self, DiffCommand.self, CheckCommand.self,
      BaselineCommand.self, ExportCommand.self, PlanCommand.self, ValidateCommand.self,
      ModelsCommand.self, SpectraCommand.self, QualityCommand.self, SelectCommand.self,
      MixCommand.self, InfluenceCommand.self,
      BenchCommand.self,
    ])

  /// The version, and what of this machine the last digits of results depend on.
  private static var versionText: String {
    let environment = NumericEnvironment.current
    return "gradbook 0.1.0 (\(environment.library), kernels for \(environment.kernels))"
  }

  static func main() async {
    useFittingKernels()
    keepMemory()
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      finish(with: error)
    }
  }
}
