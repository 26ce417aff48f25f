import DataMixing

extension MixturePanels {
  /// What a reader of the rounds must know, a sentence each: where a loop ended early, what lost its last
  /// row, and what is repeated often.
  func roundWarnings(_ name: (String) -> String) -> [String] {
    loops.flatMap { loop in
      seeds.flatMap { seed -> [String] in
        let place = [loop.name, seeds.count > 1 ? "seed \(seed)" : ""].filter { !$0.isEmpty }
          .joined(separator: " · ")
        func mixture(_ round: Int) -> Mixture? {
          results.mixtures[
            results.run(
              loop.lane.model, step: loop.step, round: round, epochs: loop.lane.epochs, seed: seed)]
        }
        var (sentences, before): ([String], [Int]) = ([], results.start)
        for round in 1...rounds {
          guard let mixture = mixture(round) else { break }
          let heading = place.isEmpty ? "Round \(round)" : "\(place), round \(round)"
          if let stop = mixture.stop {
            sentences.append("\(heading) ended the loop: \(stop).")
            break
          }
          sentences += warnings(mixture.counts, before: before).map {
            "\(heading): \($0.words(name))"
          }
          before = mixture.counts
        }
        return sentences
      }
    }
  }

  /// What a reader of the mixtures must know: what is repeated often.
  func mixtureWarnings(_ name: (String) -> String) -> [String] {
    lanes.flatMap { lane in
      arms.flatMap { arm -> [String] in
        let found = seeds.compactMap { seed -> [MixingWarning]? in
          let run = MixtureSteps.Run(model: lane.model, arm: arm, epochs: lane.epochs, seed: seed)
          return results.mixtures[run].map { warnings($0.counts, before: $0.counts) }
        }
        // One seed says it for all: their counts are alike.
        return (found.first { !$0.isEmpty } ?? []).map {
          "\(self.name(arm, lane)): \($0.words(name))"
        }
      }
    }
  }

  private func warnings(_ counts: [Int], before: [Int]) -> [MixingWarning] {
    MixingWarning.about(
      counts, before: before, domains: Array(zip(domains, results.sizes)).map { ($0, $1) })
  }
}
