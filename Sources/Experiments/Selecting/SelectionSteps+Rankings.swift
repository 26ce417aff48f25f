import DataSelection
import Execution
import Transformer

extension SelectionSteps {
  /// Adds the ranking by one selector and what it needs.
  mutating func add(
    _ variant: Variant, _ model: SelectionModel, _ target: RankingTarget, seed: Int
  ) {
    let selector = variant.selector
    let evidence = evidence(variant, model, target, seed: seed)
    let step = RankingStep(
      variant: variant, model: model, pool: pool, target: selector.asksTarget ? target : nil,
      policy: selector == .all ? SelectionPolicy(.fraction(1)) : settings.policy,
      seed: selector.asksSeed ? seed : nil, evidence: evidence,
      scores: variant.scores ?? settings.scores)
    let choice = Choice(
      model: model.name, selector: variant, target: target.name, seed: seed)
    rankings[choice] = place(step)
  }

  private mutating func evidence(
    _ variant: Variant, _ model: SelectionModel, _ target: RankingTarget, seed: Int
  ) -> RankingStep.Evidence {
    switch variant.selector.source {
    case .nothing, .tokens: return .texts
    case .gradients: return gradients(variant, model, target, seed: seed)
    case .readings:
      let ofPool = reading(model, unended, name: "pool")
      guard variant.selector.asksTarget else { return .readings(pool: ofPool, target: nil) }
      return .readings(pool: ofPool, target: reading(model, target.pool, name: target.name))
    case .difficulties:
      let step = DifficultyStep(model: model, pool: unended)
      _ = place(step)
      return .difficulties(step)
    case .spectra:
      let step = SpectralStep(
        model: model, pool: unended,
        projections: Projection.allCases.filter(settings.lora.projections.contains))
      _ = place(step)
      return .spectra(step)
    }
  }

  private mutating func reading(
    _ model: SelectionModel, _ pool: SelectionPool, name: String
  ) -> ReadingStep {
    let step = ReadingStep(model: model, pool: pool, poolName: name)
    _ = place(step)
    return step
  }

  private mutating func gradients(
    _ variant: Variant, _ model: SelectionModel, _ target: RankingTarget, seed: Int
  ) -> RankingStep.Evidence {
    let part = variant.warmup ?? settings.warmup
    let epochs = settings.epochs(of: variant)
    var (ofPool, ofTarget): ([FeatureStep], [FeatureStep]) = ([], [])
    for epoch in epochs {
      let checkpoint = checkpoint(model, part: part, seed: seed, epoch: epoch)
      func rows(_ pool: SelectionPool, _ name: String, isTarget: Bool) -> FeatureStep {
        let recipes = settings.rowRecipes(part: part, epoch: epoch, isTarget: isTarget)
        let own = settings.rowRecipe(of: variant, isTarget: isTarget)
        return FeatureStep(
          checkpoint: checkpoint, pool: pool, poolName: name, recipes: recipes,
          index: recipes.firstIndex(of: own) ?? 0)
      }
      ofPool.append(rows(pool, "pool", isTarget: false))
      ofTarget.append(rows(target.pool, target.name, isTarget: true))
    }
    for step in ofPool + ofTarget { placeAfterOthers(step) }
    let weights: RankingStep.CheckpointWeights =
      checkpoints.isEmpty
      ? .epochs(epochs, last: warmup(model, part: part, seed: seed, epoch: epochs.last ?? 1))
      : .external(epochs.map { ImportStep(model: model, checkpoint: checkpoints[$0 - 1]) })
    return .gradients(
      pool: ofPool, target: ofTarget, rule: settings.features(of: variant).recipe.rule,
      weights: weights)
  }

  /// Places the step of a checkpoint: that of an epoch with those before it, or one that was trained
  /// elsewhere.
  private mutating func checkpoint(
    _ model: SelectionModel, part: Double, seed: Int, epoch: Int
  ) -> any CheckpointStep {
    guard checkpoints.isEmpty else {
      let step = ImportStep(model: model, checkpoint: checkpoints[epoch - 1])
      _ = place(step)
      return step
    }
    for before in 1...epoch {
      let step = place(warmup(model, part: part, seed: seed, epoch: before))
      warmups[Warmup(model: model.name, seed: seed, part: part), default: step].raise(to: step)
    }
    return warmup(model, part: part, seed: seed, epoch: epoch)
  }

  /// Places a step of gradients and those that it waits for.
  private mutating func placeAfterOthers(_ step: FeatureStep) {
    if let previous = step.previous { placeAfterOthers(previous) }
    _ = place(step)
  }

  private func warmup(
    _ model: SelectionModel, part: Double, seed: Int, epoch: Int
  ) -> AdapterStep {
    AdapterStep(
      model: model, pool: pool, rows: .drawn(part: part), lora: settings.lora,
      recipe: recipe(seed), epoch: epoch, purpose: "warmup")
  }

  /// How adapters are trained by a seed.
  func recipe(_ seed: Int) -> FineTuningRecipe {
    var recipe = settings.training.stacked
    recipe.seed = UInt64(seed)
    return recipe
  }
}

extension ExperimentSpec.SelectionMeasure {
  /// How a variant's gradients become rows.
  fileprivate func rowRecipe(of variant: Variant, isTarget: Bool) -> RowRecipe {
    RowRecipe(features(of: variant), layers: variant.layers, isTarget: isTarget)
  }

  /// How gradients at a checkpoint become rows for all variants that compare by it, each once.
  fileprivate func rowRecipes(part: Double, epoch: Int, isTarget: Bool) -> [RowRecipe] {
    var seen: Set<RowRecipe> = []
    return selectors.filter { variant in
      variant.selector == .less && (variant.warmup ?? warmup) == part
        && epochs(of: variant).contains(epoch)
    }.map { rowRecipe(of: $0, isTarget: isTarget) }.filter { seen.insert($0).inserted }
  }
}

extension Int {
  fileprivate mutating func raise(to other: Int) { self = Swift.max(self, other) }
}
