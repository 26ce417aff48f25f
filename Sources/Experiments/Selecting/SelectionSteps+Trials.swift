import Execution
import Transformer

extension SelectionSteps {
  /// Adds what is trained on each choice and evaluated.
  mutating func addTrials() {
    let choices = models.flatMap { model in
      settings.seeds.flatMap { seed in
        settings.targets.flatMap { target in
          settings.selectors.map {
            Choice(model: model.name, selector: $0, target: target.name, seed: seed)
          }
        }
      }
    }
    for model in models {
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

  private func training(of learner: SelectionModel, on choice: Choice) -> AdapterStep? {
    guard let place = rankings[choice], let ranking = steps[place] as? RankingStep else {
      return nil
    }
    let goal = choice.selector.selector.asksTarget ? " for \(choice.target)" : ""
    let chooser = choice.selector.selector.asksModel && choice.model != learner.name
    return AdapterStep(
      model: learner, pool: pool, rows: choice.selector.selector == .all ? .all : .chosen(ranking),
      lora: settings.lora, recipe: recipe(choice.seed), epoch: settings.training.epochs,
      purpose: choice.selector.label + (chooser ? " of \(choice.model)" : "") + goal)
  }

  private mutating func add(_ trial: Trial, _ adapters: AdapterStep?) {
    guard let learner = models.first(where: { $0.name == trial.model }),
      let test = tests[trial.target], trials[trial] == nil,
      let goal = settings.targets.first(where: { $0.name == trial.target }), let name = goal.test
    else { return }
    if let adapters { _ = place(adapters) }
    trials[trial] = place(
      EvaluationStep(
        model: learner, adapters: adapters, test: test, testName: name,
        answers: goal.answers))
  }
}

extension SelectionSteps.Trial {
  /// The model as it is.
  fileprivate init(model: String, target: String) {
    self.init(model: model, choice: nil, target: target)
  }
}
