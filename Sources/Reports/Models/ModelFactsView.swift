import Charts
import Experiments

/// What is known of a model.
enum ModelFactsView {
  static func value(of model: ModelFacts) -> TemplateValue {
    [
      "family": .optional(model.family), "size": .optional(model.size),
      "variant": .optional(model.variant), "architecture": .optional(model.architecture),
      "parameters": .optional(model.parameters.map { NumberText.count(Double($0)) }),
      "layers": .optional(model.layers.map(String.init)),
      "width": .optional(model.hiddenSize.map(String.init)),
      "digest": .optional(model.digest), "problem": .optional(model.problem),
    ]
  }
}
