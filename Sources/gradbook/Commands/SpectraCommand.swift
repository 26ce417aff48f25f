import ArgumentParser
import Experiments

/// `gradbook spectra`: layer-wise spectra of a file of examples as JSON lines.
struct SpectraCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spectra", abstract: "Print layer-wise gradient spectra as JSON lines.",
    discussion: """
      One object a line for each example: index, loss, tokens, responseTokens and layers[i].q.nuclear, \
      sigma1, frobenius, effectiveRank, adjacent and so on. Rows that cannot be measured are reported on \
      standard error, and the exit code is then 3.
      """)

  @OptionGroup var options: ListingOptions

  @Option(
    help: "The projections to measure, with commas between: q, k, v, o, gate, up, down.",
    transform: { try words($0, of: "--projections", noun: "projection") })
  var projections: [ExperimentSpec.Projection] = [.q, .k, .v, .o]

  @Flag(help: "List the singular values too.")
  var singularValues = false

  func run() throws {
    let spectra = try SpectraListing(
      model: options.model, data: options.data, library: try options.models.library(),
      options: options.listing, projections: projections, listsSingularValues: singularValues)
    try options.write(spectra.listing) { try spectra.run(emit: $0, report: $1) }
  }
}
