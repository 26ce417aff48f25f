import Foundation
import Testing

@testable import Reports

@Suite struct ScriptTests {
  private static func script() throws -> String { try ReportTemplates.standard().script.text }

  @Test func `The script is small and cannot end itself`() throws {
    let script = try Self.script()
    #expect(script.utf8.count <= 10_000)
    #expect(!script.lowercased().contains("</script") && !script.contains("<!--"))
  }

  @Test func `The script writes words as text and fetches nothing`() throws {
    let script = try Self.script()
    for word in [
      "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(",
      "fetch(", "XMLHttpRequest", "import", "http",
    ] { #expect(!script.contains(word), "\(word)") }
  }

  @Test func `A page allows its own script by digest and no other`() throws {
    let templates = try ReportTemplates.standard()
    let policy = "script-src 'sha256-\(templates.script.digest)'; object-src 'none'"
    #expect(try page(Sample.small).contains(policy))
    let pages = try ModelPageTests.pages(of: ["a": Sample.small])
    for text in pages.values { #expect(text.contains(policy)) }
  }

  @Test func `The digest is the one that browsers compute`() {
    // sha256sum of nothing, in Base64.
    #expect(PageScript(text: "").digest == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
  }

  @Test func `Controls of the filter are hidden until the script shows them`() throws {
    let index = try #require(try ModelPageTests.pages(of: ["a": Sample.small])["index.html"])
    let elements = HTMLReader(index).elements
    let form = elements.first { $0.name == "form" }
    #expect(form?.attributes.keys.contains("hidden") == true)
    let labels = Set(elements.compactMap { $0.attributes["data-label"] })
    #expect(
      labels.isSuperset(of: ["Family", "Size", "Data kind", "Metric", "Verdict", "Model"]))
  }
}
