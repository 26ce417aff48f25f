import ArgumentParser
import Experiments
import GradientSpectra

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
    help: """
      Take the loss of exactly so many response tokens, so that lengths do not matter; examples with \
      fewer are reported as not measured.
      """)
  var responseTokens: Int?

  @Option(help: "Which response tokens: the first, after which the text is cut, or random ones.")
  var take: FixedTokens.Take?

  @Option(help: "The seed of random response tokens; by default 0.")
  var seed: Int?

  @Option(
    help: "The projections to measure, with commas between: q, k, v, o, gate, up, down.",
    transform: { try words($0, of: "--projections", noun: "projection") })
  var projections: [ExperimentSpec.Projection] = [.q, .k, .v, .o]

  @Flag(help: "List the singular values too.")
  var singularValues = false

  func validate() throws {
    guard responseTokens ?? 1 >= 1 else {
      throw ValidationError("--response-tokens must be at least 1.")
    }
    guard responseTokens != nil || take == nil else {
      throw ValidationError("--take needs --response-tokens.")
    }
    guard take == .random || seed == nil else {
      throw ValidationError("--seed needs --take random.")
    }
    guard seed ?? 0 >= 0 else { throw ValidationError("--seed must be at least 0.") }
  }

  func run() throws {
    let spectra = try SpectraListing(
      model: options.model, data: options.data, library: try options.models.library(),
      options: options.listing, projections: projections, listsSingularValues: singularValues,
      fixed: responseTokens.map { FixedTokens(tokens: $0, take: take ?? .first, seed: seed ?? 0) })
    try options.write(spectra.listing) { try spectra.run(emit: $0, report: $1) }
  }
}
