#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The list on disk.
package struct StoredRevocationList: Hashable, Sendable {
    /// The file of the list.
    package let path: String
    /// How many certificates it has that the list before had not.
    package let newCount: Int
    /// How many certificates it has in all.
    package let count: Int
    /// When verifiers begin to refuse everything because the list is too old.
    package let nextUpdate: Date?
}
