import Diagnostics
import TestSupport
import Testing

@testable import Tokenization

@Suite struct ChatTemplateProblemTests {
  @Test(arguments: [
    (
      "{% for m in messages %}\n{{ m.content }",
      "A tag that opens in line 2 of the chat template does not end."
    ),
    (
      "a\n{% if messages %}\n{{ messages }}",
      "The 'if' in line 2 of the chat template is not closed."
    ),
    ("{% for m in messages %}{% endif %}", "Line 1 of the chat template is malformed."),
    ("\n\n{{ messages | }}", "Line 3 of the chat template is malformed."),
    ("{{ 'open }}", "Line 1 of the chat template is malformed."),
    (
      "{{ 1.5 }}",
      "Line 1 of the chat template has a number with a fraction, which is not supported."
    ),
    (
      "{% include 'x' %}",
      "Line 1 of the chat template has the statement 'include', which is not supported."
    ),
    (
      "\n{{ messages | tojsn }}",
      "Line 2 of the chat template has the filter 'tojsn', which is not supported."
    ),
    (
      "{{ messages is strng }}",
      "Line 1 of the chat template has the test 'strng', which is not supported."
    ),
    (
      "{{ 'a'.format(1) }}",
      "Line 1 of the chat template has the method 'format' of a text, which is not supported."
    ),
    (
      "{{ messages }}",
      "Line 1 of the chat template has a list where a text is written, which is not supported."
    ),
    ("{{ 3 / 2 }}", "Line 1 of the chat template has the operator '/', which is not supported."),
    ("{{ mesages[0].content }}", "The chat template fails in line 1: 'mesages' is undefined."),
    (
      "{{ 'a' + 1 }}",
      "The chat template fails in line 1: '+' does not work on a text and a number."
    ),
    ("{{ 9223372036854775807 + 1 }}", "The chat template fails in line 1: a number is too large."),
    (
      "{{ strftime_now('%Y') }}",
      "Line 1 of the chat template writes today's date, which would differ each day."
    ),
    ("{{ raise_exception('Not you') }}", "The chat template refuses the conversation."),
    (
      "{% for m in mesages %}{{ m.content }}{% endfor %}",
      "The chat template leaves out what the user says."
    ),
    ("", "The chat template leaves out what the user says."),
  ])
  func `What is wrong with a template is said with its line`(text: String, summary: String) throws {
    let found = try #require(problem { try ChatTemplate(text) })
    #expect(found.summary == summary)
    #expect(found.remedy?.contains("chatml, gemma, gemma-2, llama-2") == true)
  }

  @Test func `A problem says what was expected and found, and the nearest spelling`() throws {
    #expect(
      problem { try ChatTemplate("{% for m of messages %}") }?.description.split(separator: "\n")
        .prefix(3)
        == [
          "Line 1 of the chat template is malformed.", "  expected: 'in'", "  found: 'of'",
        ])
    let filter = problem { try ChatTemplate("{{ messages | tojsn }}") }
    #expect(filter?.remedy?.hasPrefix("Did you mean 'tojson'?") == true)
    #expect(filter?.expected?.hasPrefix("one of trim, length") == true)
    let refusal = problem { try ChatTemplate("{{ raise_exception('Not you') }}") }
    #expect(refusal?.cause == "Not you")
  }

  @Test(arguments: [
    // Texts and lists that would fill the memory.
    "{{ 'x' * 10000000000 }}", "{{ 'x' * 9223372036854775807 }}",
    "{{ ([1] * 10000000000) | length }}",
    "{% for i in range(9223372036854775807) %}{% endfor %}",
    "{{ range(0, 9223372036854775807, 9) | length }}",
    "{% set ns = namespace(x='ab') %}{% for i in range(100) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
    "{% set ns = namespace(x='ab') %}{% for i in range(100) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
    "{% set ns = namespace(x=[1, 2]) %}{% for i in range(100) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
    "{% set ns = namespace(x='ab') %}{% for i in range(100) %}{% set ns.x = ns.x.replace('a', 'aab' * 99) %}{% endfor %}",
    "{% set a = 'a' * 900000 %}{{ (a + 'b') in (a * 9) }}",
    // Loops without an end in sight.
    "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}{% endfor %}{% endfor %}{% endfor %}",
    "{% macro f(n) %}{{ f(n) }}{{ f(n) }}{% endmacro %}{{ f(1) }}",
    // Values and programs so deep that walking them would overflow the stack.
    "{% set ns = namespace(x=[]) %}{% for i in range(99999) %}{% set ns.x = [ns.x] %}{% endfor %}",
    "{% set ns = namespace(x=[]) %}{% for i in range(99999) %}{% for j in [ns.x] %}{% set ns.x = loop %}{% endfor %}{% endfor %}",
    "{% set ns = namespace(x={}) %}{% for i in range(99999) %}{% set ns.x = {'a': ns.x} %}{% endfor %}",
    "{{ " + String(repeating: "(", count: 100_000) + "1" + String(repeating: ")", count: 100_000)
      + " }}",
    "{{ " + String(repeating: "[", count: 100_000) + " }}",
    "{{ " + String(repeating: "not ", count: 100_000) + "1 }}",
    "{{ " + String(repeating: "-", count: 100_000) + "1 }}",
    "{{ 1" + String(repeating: " + 1", count: 100_000) + " }}",
    "{{ a" + String(repeating: ".b", count: 100_000) + " }}",
    "{{ a" + String(repeating: " | trim", count: 100_000) + " }}",
    String(repeating: "{% if 1 %}", count: 100_000),
    "{{ 1" + String(repeating: " if 1 else 1", count: 100_000) + " }}",
  ])
  func `No template takes all memory, all time or the whole stack`(text: String) throws {
    let found = try #require(problem { try ChatTemplate(text + "{{ messages[0].content }}") })
    let words = ["too much", "too deep", "deeper than", "more than 20 deep"]
    #expect(words.contains(where: found.summary.contains), "\(found.summary)")
  }

  @Test func `Long conversations stay within the limits`() throws {
    let turns = (0..<2000).flatMap { index in
      [
        ChatMessage(.user, "Question \(index) " + String(repeating: "é ", count: 300)),
        ChatMessage(.assistant, "<think>\nHm.\n</think>\n\nAnswer \(index)"),
      ]
    }
    for name in ChatTemplate.known {
      let text = try ChatTemplate.named(name).render(turns, addingGenerationPrompt: false)
      #expect(text.utf8.count > 1_900_000, "\(name)")
    }
  }

  @Test func `Any cut of a template is a template or a problem`() throws {
    let text = Array(try #require(ChatTemplate.builtIn["llama-2"]).utf8)
    for end in stride(from: 0, to: text.count, by: 3) {
      let cut = String(decoding: text[..<end], as: UTF8.self)
      let outcome = Result { try ChatTemplate(cut) }
      if case .failure(let error) = outcome { #expect(error is Problem, "\(cut)") }
    }
  }

  @Test func `An unknown name is a problem with the known ones`() throws {
    let found = try #require(problem { try ChatTemplate.named("lama-2") })
    #expect(found.summary == "There is no chat template 'lama-2'.")
    #expect(found.expected?.hasPrefix("one of chatml, gemma") == true)
    #expect(found.remedy == "Did you mean 'llama-2'?")
  }
}
