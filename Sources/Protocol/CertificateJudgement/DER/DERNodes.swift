import SwiftASN1

/// The elements inside another, one after the other.
struct DERNodes: Sequence, IteratorProtocol {
    private var rest: ASN1NodeCollection.Iterator
    private var upcoming: DERNode?
    private let parent: DERNode

    init(_ nodes: ASN1NodeCollection, of parent: DERNode) {
        rest = nodes.makeIterator()
        upcoming = rest.next().map { DERNode($0) }
        self.parent = parent
    }

    mutating func next() -> DERNode? {
        guard let node = upcoming else { return nil }
        upcoming = rest.next().map { DERNode($0) }
        return node
    }

    /// The next one, which must be there.
    mutating func required() throws(DERFault) -> DERNode {
        guard let node = next() else { throw parent.fault }
        return node
    }

    /// The next one if it is of this type.
    mutating func next(if identifier: ASN1Identifier) -> DERNode? {
        guard upcoming?.identifier == identifier else { return nil }
        return next()
    }

    /// The next one if it bears this tag of the context.
    mutating func next(ifTagged number: UInt) -> DERNode? {
        guard let upcoming, upcoming.isTagged(number) else { return nil }
        return next()
    }
}
