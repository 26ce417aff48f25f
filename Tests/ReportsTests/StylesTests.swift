import Charts
import Experiments
import Testing

@testable import Reports

@Suite struct StylesTests {
  private static func model(_ name: String, _ family: String, _ size: String) -> ModelFacts {
    ModelFacts(
      name: name, family: family, size: size, variant: nil, digest: nil, layers: nil,
      hiddenSize: nil, problem: nil)
  }

  private static func data(
    _ name: String, thinking: String?, relevance: String = "correct"
  ) -> DataFacts {
    DataFacts(
      name: name, label: name, kind: "reasoning", thinking: thinking, relevance: relevance,
      digest: nil, rows: 0, measured: [], problem: nil)
  }

  private static func styles(_ models: [ModelFacts] = [], _ data: [DataFacts] = []) -> SeriesStyles
  {
    var findings = Sample.findings([])
    (findings.models, findings.data) = (models, data)
    return SeriesStyles(findings)
  }

  @Test func `A family keeps its hue, and size is lightness from faint to strong`() {
    let styles = Self.styles([
      Self.model("a", "Qwen", "1.5B"), Self.model("b", "Gemma", "270M"),
      Self.model("c", "Qwen", "500M"),
      Self.model("d", "Qwen", "7B"),
    ])
    func style(_ model: String) -> SeriesStyle {
      styles.style(of: Identity(model: model), by: "model")
    }
    #expect(style("a") == SeriesStyle(.hue(0), lightness: 0))
    #expect(style("b") == SeriesStyle(.hue(1)))
    #expect(style("c") == SeriesStyle(.hue(0), lightness: 0.8))
    #expect(style("d") == SeriesStyle(.hue(0), lightness: -0.8))
    #expect(styles.style(of: Identity(family: "Gemma"), by: "family") == SeriesStyle(.hue(1)))
    #expect(
      styles.style(of: Identity(size: "7B"), by: "size") == SeriesStyle(.ordinal(step: 3, of: 4)))
  }

  @Test func `Levels of thinking are a ramp, and irrelevant responses are dashed`() {
    let styles = Self.styles(
      [],
      [
        Self.data("d", thinking: "detailed"), Self.data("n", thinking: "none"),
        Self.data("x", thinking: "none", relevance: "irrelevant"),
        Self.data("other", thinking: nil),
      ])
    func style(_ data: String) -> SeriesStyle { styles.style(of: Identity(data: data), by: "data") }
    #expect(style("n") == SeriesStyle(.ordinal(step: 0, of: 2)))
    #expect(style("d") == SeriesStyle(.ordinal(step: 1, of: 2)))
    #expect(style("x") == SeriesStyle(.ordinal(step: 0, of: 2), dash: .dashed))
    #expect(style("other") == SeriesStyle(.hue(3)))
  }

  @Test func `Data sets without levels of thinking have a hue each`() {
    let styles = Self.styles([], [Self.data("a", thinking: nil), Self.data("b", thinking: "none")])
    #expect(styles.style(of: Identity(data: "b"), by: "data") == SeriesStyle(.hue(1)))
  }

  @Test func `What would look alike is told apart by a marker`() {
    let twins = Self.styles(
      [Self.model("base", "Qwen", "7B"), Self.model("instruct", "Qwen", "7B")],
      [
        Self.data("a", thinking: "none"), Self.data("b", thinking: "none"),
        Self.data("c", thinking: "detailed"),
      ])
    #expect(twins.style(of: Identity(model: "base"), by: "model") == SeriesStyle(.hue(0)))
    #expect(
      twins.style(of: Identity(model: "instruct"), by: nil) == SeriesStyle(.hue(0), marker: .circle)
    )
    #expect(
      twins.style(of: Identity(data: "b"), by: "data")
        == SeriesStyle(.ordinal(step: 0, of: 2), marker: .circle))
  }

  @Test func `Projections have fixed hues`() {
    let styles = Self.styles()
    #expect(styles.style(of: Identity(projection: "q"), by: "projection") == SeriesStyle(.hue(0)))
    #expect(
      styles.style(of: Identity(projection: "down"), by: "projection") == SeriesStyle(.hue(6)))
  }
}
