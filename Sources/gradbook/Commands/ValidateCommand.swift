import ArgumentParser
import Experiments

/// `gradbook validate`: is the specification right?
struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate", abstract: "Check experiments and catalogs without running anything.")

  @Argument(help: "The files of experiments or catalogs.", completion: .file(extensions: ["json"]))
  var experiments: [String]

  @Option(
    help: "The file of models that have names; by default 'models.json' beside each experiment.")
  var catalog: String?

  @Option(help: "The folder of published data, in whose form the experiments are then checked.")
  var dataRoot: String?

  func run() throws {
    var isValid = true
    for experiment in experiments {
      do {
        if let catalog = try ModelCatalog(ifCatalog: experiment) {
          print("\(experiment): \(counted(catalog.models.count, "model"))")
          continue
        }
        let spec = try ExperimentSpec(
          contentsOf: experiment, catalog: try readCatalog(catalog, beside: experiment),
          dataRoot: dataRoot)
        let missing = spec.missingFiles
        for problem in missing { printProblem(problem) }
        isValid = isValid && missing.isEmpty
        print(
          "\(experiment): \(counted(spec.models.count, "model")), "
            + "\(counted(spec.data.count, "data set")), \(counted(spec.cells.count, "cell"))")
      } catch let list as ProblemList {
        for problem in list.problems { printProblem(problem) }
        isValid = false
      }
    }
    if !isValid { throw Outcome.failure }
  }
}
