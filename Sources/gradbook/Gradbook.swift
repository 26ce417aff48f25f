import ArgumentParser

/// The command-line tool.
@main
struct Gradbook: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gradbook",
    abstract: "An experiment notebook for how training data acts on language models.",
    subcommands: [
      RunCommand.self, ReportCommand.self, DiffCommand.self, CheckCommand.self,
      BaselineCommand.self, ExportCommand.self, PlanCommand.self, ValidateCommand.self,
      ModelsCommand.self, SpectraCommand.self, QualityCommand.self, SelectCommand.self,
      MixCommand.self, InfluenceCommand.self,
      BenchCommand.self,
    ])

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
