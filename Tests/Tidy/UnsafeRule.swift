/// What the compiler cannot check stands in few known places, each with its reason.
struct UnsafeRule: Rule {
    let allowances: [Allowance]

    init(allowances: [Allowance] = Allowance.all) {
        self.allowances = allowances
    }

    func findings(in file: SourceFile) -> [Finding] {
        guard file.isSwift else { return [] }
        let mayBeUnsafe = file.path.hasSuffix("+Unsafe.swift")
        var findings: [Finding] = []
        for (index, line) in file.code.enumerated() {
            for claim in Allowance.Claim.allCases where line.contains(claim.rawValue) {
                if !allowances.contains(where: { $0.path == file.path && $0.claim == claim }) {
                    let message = "`\(claim.rawValue)` is not among the reviewed ones"
                    findings.append(file.finding(at: index, message))
                }
            }
            if !mayBeUnsafe, Words.has("unsafe", in: line.replacing("(unsafe)", with: "")) {
                let message = "`unsafe` belongs to a file named …+Unsafe.swift, with its proof"
                findings.append(file.finding(at: index, message))
            }
        }
        return findings
    }
}
