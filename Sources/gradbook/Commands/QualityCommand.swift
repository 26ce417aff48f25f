public import ArgumentParser
import DataQuality
public import Experiments

/// `gradbook quality`: quality scores of a file of examples as JSON lines.
struct QualityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quality", abstract: "Print quality scores of examples as JSON lines.",
    discussion: """
      One object a line for each example: index, tokens, responseTokens, loss, perplexity and the scores \
      that are asked for. ifd: directLoss, ifdLoss, ifdPerplexity. entropy: tokenEntropy, highEntropySum. \
      deita: deitaComplexity, deitaQuality, deita, which without Deita's own models are uncalibrated digit \
      probabilities. A score that is undefined is null, and 'undefined' says why. Nothing is filtered: \
      published selections drop an IFD above 1. Rows without any score are reported on standard error, and \
      the exit code is then 3.
      """)

  @OptionGroup var options: ListingOptions

  @Option(
    help: "What to compute, with commas between: ifd, entropy, deita.",
    transform: { try words($0, of: "--scores", noun: "score") })
  var scores: [ExperimentSpec.Quality.Score] = ExperimentSpec.Quality.usualScores

  @Option(
    help: """
      What ifd compares: the response after its prompt with the response alone (same), or after Alpaca's \
      prompt with after '### Response:' (alpaca).
      """)
  var ifdPrompt = ExperimentSpec.Quality.DifficultyPrompt.same

  func run() throws {
    let quality = try QualityListing(
      model: options.model, data: options.data, library: try options.models.library(),
      options: options.listing, scores: scores, ifdPrompt: ifdPrompt)
    try options.write(quality.listing) { try quality.run(emit: $0, report: $1) }
  }
}

extension ExperimentSpec.Quality.DifficultyPrompt: ExpressibleByArgument {}
