import Foundation
import Identity

/// A file in words.
struct ShownFile {
    let text: String
    /// Whether every block of it could be read.
    let isReadable: Bool

    init(_ file: IdentityFile, store: IdentityStore, now: Date = Date()) {
        let facts = ShownFacts(store: store, now: now)
        var parts: [String] = []
        var isReadable = true
        for (index, item) in file.items.enumerated() {
            let place = file.items.count > 1 ? "\(file.path), block \(index + 1)" : file.path
            if case .unreadable = item { isReadable = false }
            if case .trustedCertificate = item { isReadable = false }
            let lines = facts.lines(of: item, path: file.path)
            parts.append(([lines.title + "  " + place] + lines.rows).joined(separator: "\n"))
        }
        text = parts.joined(separator: "\n\n")
        self.isReadable = isReadable
    }
}
