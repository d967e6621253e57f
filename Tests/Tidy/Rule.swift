/// Something that can be said of one file alone.
protocol Rule {
    /// Every place in the file that breaks the rule.
    func findings(in file: SourceFile) -> [Finding]
}
