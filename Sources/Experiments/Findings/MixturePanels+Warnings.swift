import DataMixing

extension MixturePanels {
  /// What a reader of the rounds must know, a sentence each: where a loop ended early, what lost its last
  /// row, and what is repeated often.
  func roundWarnings(_ name: (String) -> String) -> [String] {
    loops.flatMap { loop in
      seeds.flatMap { seed -> [String] in
        let place = [loop.name, seeds.count > 1 ? "seed \(seed)" : ""].filter { !$0.isEmpty }
          .joined(separator: " · ")
        var (sentences, before): ([String], [Int]) = ([], results.start)
        for (index, mixture) in mixtures(loop, seed: seed).enumerated() {
          let heading = place.isEmpty ? "Round \(index + 1)" : "\(place), round \(index + 1)"
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

  /// Why rounds were rejected, a sentence each.
  var rejections: [String] {
    loops.flatMap { loop in
      seeds.flatMap { seed in
        mixtures(loop, seed: seed).enumerated().compactMap { index, mixture -> String? in
          guard let refusal = mixture.refusal else { return nil }
          let name = [name(loop.lane), seeds.count > 1 ? "seed \(seed)" : ""].filter { !$0.isEmpty }
          let place = name.isEmpty ? "" : " (\(name.joined(separator: " · ")))"
          return
            "Round \(index + 1)\(place) was rejected and the mixture before it kept: \(refusal)"
        }
      }
    }
  }

  /// The mixtures of a loop by one seed, from the first round up to one that is missing.
  private func mixtures(_ loop: Loop, seed: Int) -> [Mixture] {
    let all = (1...rounds).map { round in
      results.mixtures[
        results.run(
          loop.lane.model, step: loop.step, round: round, epochs: loop.lane.epochs, seed: seed)]
    }
    return all.prefix { $0 != nil }.compactMap { $0 }
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
