import ArgumentParser

/// The command-line tool.
@main
struct Gradbook: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gradbook",
    abstract: "An experiment notebook for how training data acts on language models.",
    subcommands: [BenchCommand.self])
}
