import DataSelection
import Evaluation
import JSONTree
import Transformer

extension ExperimentSpec.SelectionMeasure {
  /// The selection with every default spelled out.
  var json: JSONValue {
    let members: KeyValuePairs<String, JSONValue?> = [
      "pool": .strings(pool), "targets": .array(targets.map(\.json)),
      "selectors": .array(selectors.map(\.json)),
      "fraction": fraction, "count": count,
      "sources": policy.sources.json, "dropRepeats": .bool(policy.dropsRepeats),
      "maxLength": .integer(maxLength), "prompt": .word(prompt),
      "endToken": endToken ? .some(.bool(true)) : .none,
      "adapter": lora.json, "training": training.specified,
      "warmup": external.isEmpty ? .some(.number(warmup)) : .none,
      "checkpoints": external.isEmpty ? checkpoints?.json : .array(external.map(\.json)),
      "features": features.json, "seeds": .array(seeds.map { .integer($0) }),
      "weights": trainsAllWeights ? .some("all") : .none,
      "choosers": choosers.isEmpty ? .none : .some(.strings(choosers)),
      "trained": trained.isEmpty ? .none : .some(.strings(trained)),
    ]
    return .object(
      members.compactMap { key, value in value.map { JSONMember(key, $0) } }
        + (scores == .init() ? [] : scores.members))
  }

  private var fraction: JSONValue? {
    if case .fraction(let part) = policy.size { .number(part) } else { nil }
  }

  private var count: JSONValue? {
    if case .count(let count) = policy.size { .integer(count) } else { nil }
  }
}

extension SelectionPolicy.Sources {
  var json: JSONValue {
    switch self {
    case .oneRanking: "one ranking"
    case .proportional: "proportional"
    case .atMost(let share): .number(share)
    }
  }
}

extension ExperimentSpec.SelectionMeasure.Target {
  fileprivate var json: JSONValue {
    .object([
      "name": .string(name), "data": .string(data), "test": test.map { .string($0) },
      "subtasks": subtasks.map { .string($0) }, "answers": answers?.json,
    ])
  }
}

extension ExperimentSpec.SelectionMeasure.Answers {
  var json: JSONValue {
    switch self {
    case .written(let form, let tokens): ["form": .word(form), "tokens": .integer(tokens)]
    case .choices(let column, let rule):
      ["form": "choices", "choices": .string(column), "by": .word(rule)]
    }
  }
}

extension ExperimentSpec.SelectionMeasure.Features {
  var json: JSONValue {
    [
      "projection": .string(kind), "dimension": .integer(projection.dimension),
      "seed": .integer(Int(projection.seed)), "direction": .string(direction),
      "rule": .word(recipe.rule), "encoding": .word(encoding),
    ]
  }

  private var kind: String {
    switch projection.kind {
    case .rademacher: "rademacher"
    case .countSketch: "countSketch"
    case .factored: "factored"
    }
  }

  private var direction: String {
    switch recipe.direction {
    case .adam(.published): "published"
    case .adam: "adam"
    case .gradient: "gradient"
    case .sign: "sign"
    }
  }
}

extension FineTuningRecipe {
  /// What an experiment may say of a training.
  var specified: JSONValue {
    [
      "epochs": .integer(epochs), "batch": .integer(batchSize),
      "learningRate": .number(learningRate), "warmup": .number(warmupRatio),
      "schedule": .word(decay), "weightDecay": .number(weightDecay),
    ]
  }
}
