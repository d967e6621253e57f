import ArgumentParser
import BrokerConfiguration
import FaultCatalogue

/// A fault's name as somebody types it: `TLS-014`, `tls14`, `[TLS-014]`.
struct FaultName {
    private let typed: String
    private let canonical: String

    /// Nil when it is no name, but words.
    init?(_ text: String) {
        let bare = text.filter { !"[].,;:".contains($0) }.uppercased()
        let letters = bare.prefix { $0.isLetter }
        let rest = bare.dropFirst(letters.count)
        let digits = rest.first == "-" || rest.first == "_" ? rest.dropFirst() : rest
        guard (2...5).contains(letters.count), (1...4).contains(digits.count),
            digits.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(digits)
        else { return nil }
        let padded = String(repeating: "0", count: max(0, 3 - "\(number)".count)) + "\(number)"
        typed = text
        canonical = "\(letters)-\(padded)"
    }

    /// The page of that name, or the error that says which name may be meant.
    func fault() throws -> Fault {
        if let id = FaultID(rawValue: canonical) { return id.fault }
        let distances = FaultID.allCases.map { ($0, editDistance(canonical, $0.rawValue)) }
        let near = distances.filter { $0.1 <= 2 }.min { $0.1 < $1.1 }
        let hint =
            near.map { "did you mean \($0.0.rawValue), \($0.0.fault.title.lowercasedFirst)?" }
            ?? "apus explain lists all of them"
        throw Failure.exit(1, ["there is no fault '\(typed)'; \(hint)"])
    }
}

extension String {
    fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
