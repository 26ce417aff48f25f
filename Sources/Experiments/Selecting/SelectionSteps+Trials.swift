import Execution
import Transformer

extension SelectionSteps {
  /// Adds what is trained on each choice and evaluated.
  mutating func addTrials() {
    let choices = choosers.flatMap { model in
      settings.seeds.flatMap { seed in
        settings.targets.flatMap { target in
          settings.selectors.map {
            Choice(model: model.name, selector: $0, target: target.name, seed: seed)
          }
        }
      }
    }
    for model in choosers {
      for learner in learners(of: model) {
        for target in settings.targets { add(Trial(model: learner.name, target: target.name), nil) }
        for choice in choices where choice.model == model.name {
          add(
            Trial(model: learner.name, choice: choice, target: choice.target),
            training(of: learner, on: choice))
        }
      }
    }
  }

  private func training(
    of learner: SelectionModel, on choice: Choice
  ) -> EvaluationStep.Trained? {
    guard let place = rankings[choice], let ranking = steps[place] as? RankingStep else {
      return nil
    }
    let selector = choice.selector.selector
    let goal = selector.asksTarget ? " for \(choice.target)" : ""
    let chooser = selector.asksModel && choice.model != learner.name
    let purpose = choice.selector.label + (chooser ? " of \(choice.model)" : "") + goal
    let rows: AdapterStep.Rows = selector == .all ? .all : .chosen(ranking)
    guard settings.trainsAllWeights else {
      return .adapters(
        AdapterStep(
          model: learner, pool: pool, rows: rows, lora: settings.lora,
          recipe: recipe(choice.seed), epoch: settings.training.epochs, purpose: purpose))
    }
    // What was chosen for no target is trained on once and reads the tests of all.
    let examinations = settings.targets.filter { !selector.asksTarget || $0.name == choice.target }
      .compactMap { examination(of: learner, on: $0) }
    guard !examinations.isEmpty else { return nil }
    return .weights(
      TuningStep(
        model: learner, pool: pool, rows: rows, recipe: recipe(choice.seed), purpose: purpose,
        examinations: examinations))
  }

  private func examination(
    of learner: SelectionModel, on target: ExperimentSpec.SelectionMeasure.Target
  ) -> Examination? {
    guard let test = tests[target.name], let name = target.test else { return nil }
    return Examination(model: learner, test: test, testName: name, answers: target.answers)
  }

  private mutating func add(_ trial: Trial, _ trained: EvaluationStep.Trained?) {
    guard let learner = models.first(where: { $0.name == trial.model }), trials[trial] == nil,
      let goal = settings.targets.first(where: { $0.name == trial.target }),
      let examination = examination(of: learner, on: goal)
    else { return }
    if let trained { _ = place(trained.step) }
    trials[trial] = place(EvaluationStep(examination: examination, trained: trained))
  }
}

extension SelectionSteps.Trial {
  /// The model as it is.
  fileprivate init(model: String, target: String) {
    self.init(model: model, choice: nil, target: target)
  }
}
