/// What LESS leaves open, chosen together.
public struct InfluenceRecipe: Sendable, Hashable {
  /// What stands for a candidate's gradient. Targets always have the gradient itself.
  public var direction: GradientDirection
  /// How the targets of a subtask are taken together.
  public var rule: SubtaskRule

  /// Creates a recipe.
  public init(direction: GradientDirection, rule: SubtaskRule) {
    self.direction = direction
    self.rule = rule
  }

  /// As the paper has it, with the step that PyTorch's AdamW takes.
  public static let paper = InfluenceRecipe(direction: .adam(AdamDirection()), rule: .cosineOfMean)

  /// As the code of princeton-nlp/LESS at 8abf962, for reproducing results.
  public static let published = InfluenceRecipe(
    direction: .adam(.published), rule: .meanOfCosines)
}
