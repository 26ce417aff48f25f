public import ArgumentParser
public import GradientSpectra

extension FixedTokens.Take: ExpressibleByArgument {}
