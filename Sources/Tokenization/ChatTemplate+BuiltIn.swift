extension ChatTemplate {
  /// The built-in templates by name.
  ///
  /// `{{ bos_token }}` alone writes nothing where a model has no such token.
  static let builtIn: [String: String] = [
    "chatml": chatML, "gemma": foldingSystem + gemma, "gemma-2": refusingSystem + gemma,
    "llama-2": llama2, "llama-3": bos + llama3, "llama-3.1": llama31 + llama3,
    "mistral": mistral(space: " ", answer: "message.content | trim"),
    "mistral-nemo": mistral(space: "", answer: "message.content"),
    "mistral-v1": refusingSystem + mistralV1(space: ""),
    "mistral-v1-system": foldingSystem + mistralV1(space: " "), "olmo-2": olmo2, "phi-3": phi3,
    "tulu": tulu, "zephyr": zephyr,
  ]

  private static let bos = "{{ bos_token }}"

  // MARK: Parts

  /// Keeps a system message apart from the turns, in `system`.
  private static let foldingSystem = """
    {%- set turns = messages %}
    {%- if messages[0].role == 'system' %}
      {%- set turns = messages[1:] %}
      {%- set system = messages[0].content %}
    {%- endif %}

    """
  private static let refusingSystem = """
    {%- set turns = messages %}
    {%- if messages[0].role == 'system' %}
      {{- raise_exception('This model takes no system message.') }}
    {%- endif %}

    """
  private static let alternating = """
    {%- if (message.role == 'user') != (loop.index0 % 2 == 0) %}
      {{- raise_exception('User and assistant must take turns, the user first.') }}
    {%- endif %}

    """
  private static let onlyTwoRoles = """
    {{- raise_exception('Only user and assistant may speak after the beginning.') }}

    """

  // MARK: Tags around each turn

  private static let chatML = """
    {%- for message in messages %}
      {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}
    {%- endfor %}
    {%- if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}
    """
  private static let gemma = """
    {{- bos_token }}
    {%- for message in turns %}
      \(alternating)
      {%- set role = 'model' if message.role == 'assistant' else message.role %}
      {{- '<start_of_turn>' + role + '\\n' }}
      {%- if loop.first and system is defined %}{{ system + '\\n\\n' }}{% endif %}
      {{- message.content | trim + '<end_of_turn>\\n' }}
    {%- endfor %}
    {%- if add_generation_prompt %}{{ '<start_of_turn>model\\n' }}{% endif %}
    """
  /// The turns of Llama 3, each with its header.
  private static let llama3 = """
    {%- for message in messages %}
      {{- '<|start_header_id|>' + message.role + '<|end_header_id|>\\n\\n' }}
      {{- message.content | trim + '<|eot_id|>' }}
    {%- endfor %}
    {%- if add_generation_prompt %}
      {{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}
    {%- endif %}
    """
  /// The system turn of Llama 3.1, which is always there and holds two dates.
  private static let llama31 = """
    {{- bos_token }}{{ '<|start_header_id|>system<|end_header_id|>\\n\\n' }}
    {{- 'Cutting Knowledge Date: December 2023\\nToday Date: 26 Jul 2024\\n\\n' }}
    {%- if messages[0].role == 'system' %}
      {{- messages[0].content | trim }}
      {%- set messages = messages[1:] %}
    {%- endif %}
    {{- '<|eot_id|>' }}

    """
  private static let phi3 = """
    {%- for message in messages if message.role != 'system' or message.content %}
      {{- '<|' + message.role + '|>\\n' + message.content + '<|end|>\\n' }}
    {%- endfor %}
    {{- '<|assistant|>\\n' if add_generation_prompt else eos_token }}
    """
  private static let olmo2 = """
    {{- bos_token }}
    {%- for message in messages %}
      {{- '<|' + message.role + '|>\\n' + message.content }}
      {%- if message.role == 'assistant' %}{{ eos_token }}{% endif %}
      {%- if message.role != 'assistant' or not loop.last %}{{ '\\n' }}{% endif %}
    {%- endfor %}
    {%- if add_generation_prompt %}{{ '<|assistant|>\\n' }}{% endif %}
    """
  private static let tulu = """
    {{- bos_token }}
    {%- for message in messages %}
      {{- '<|' + message.role + '|>\\n' + message.content.strip() }}
      {%- if message.role == 'assistant' %}{{ eos_token }}{% endif %}
      {{- '\\n' }}
    {%- endfor %}
    {%- if add_generation_prompt %}{{ '<|assistant|>\\n' }}{% endif %}
    """
  private static let zephyr = """
    {%- for message in messages %}
      {{- '<|' + message.role + '|>\\n' + message.content }}{{ eos_token }}{{ '\\n' }}
    {%- endfor %}
    {%- if add_generation_prompt %}{{ '<|assistant|>\\n' }}{% endif %}
    """

  // MARK: Brackets around the user's turns

  private static let llama2 =
    foldingSystem + """
      {%- for message in turns %}
        \(alternating)
        {%- set content = message.content %}
        {%- if loop.first and system is defined %}
          {%- set content = '<<SYS>>\\n' + system + '\\n<</SYS>>\\n\\n' + content %}
        {%- endif %}
        {%- if message.role == 'user' %}
          {{- bos_token }}{{ '[INST] ' + content | trim + ' [/INST]' }}
        {%- elif message.role == 'assistant' %}
          {{- ' ' + content | trim + ' ' }}{{ eos_token }}
        {%- endif %}
      {%- endfor %}
      """

  /// Brackets with `space` within the opening one and before an answer, whose expression is `answer`.
  private static func mistral(space: String, answer: String) -> String {
    foldingSystem + """
      {{- bos_token }}
      {%- for message in turns %}
        \(alternating)
        {%- if message.role == 'user' %}
          {{- '[INST]\(space)' }}
          {%- if loop.last and system is defined %}{{ system + '\\n\\n' }}{% endif %}
          {{- message.content + '[/INST]' }}
        {%- elif message.role == 'assistant' %}
          {{- '\(space)' + \(answer) }}{{ eos_token }}
        {%- else %}
          \(onlyTwoRoles)
        {%- endif %}
      {%- endfor %}
      """
  }

  /// Brackets with `space` before each turn.
  private static func mistralV1(space: String) -> String {
    """
    {{- bos_token }}
    {%- for message in turns %}
      \(alternating)
      {%- if message.role == 'user' %}
        {{- '\(space)[INST] ' }}
        {%- if loop.first and system is defined %}{{ system + '\\n\\n' }}{% endif %}
        {{- message.content + ' [/INST]' }}
      {%- elif message.role == 'assistant' %}
        {{- '\(space)' + message.content }}{{ eos_token }}
      {%- else %}
        \(onlyTwoRoles)
      {%- endif %}
    {%- endfor %}
    """
  }
}
