/// An input read as a program: every byte is a choice, and where the bytes end all choices are 0.
package struct FuzzInput {
    private let bytes: [UInt8]
    private var position = 0

    /// A program of these bytes.
    package init(_ bytes: Span<UInt8>) {
        var copy: [UInt8] = []
        copy.reserveCapacity(bytes.count)
        for index in bytes.indices { copy.append(bytes[index]) }
        self.bytes = copy
    }

    /// Whether all choices are made.
    package var isAtEnd: Bool { position >= bytes.count }

    /// The next byte.
    package mutating func byte() -> UInt8 {
        if isAtEnd { return 0 }
        position += 1
        return bytes[position - 1]
    }

    /// The next byte as a number below `bound`.
    package mutating func number(below bound: Int) -> Int { Int(byte()) % bound }

    /// Whether the next byte is odd.
    package mutating func flag() -> Bool { byte() & 1 == 1 }

    /// One of the values.
    package mutating func choice<Value>(_ values: [Value]) -> Value {
        precondition(!values.isEmpty, "there is something to choose from")
        return values[number(below: values.count)]
    }

    /// The next bytes as they are; fewer at the end.
    package mutating func raw(_ count: Int) -> [UInt8] {
        let end = min(bytes.count, position + count)
        defer { position = end }
        return Array(bytes[position..<end])
    }

    /// A topic or filter: mostly levels of few words, so that they meet often, else any bytes.
    package mutating func levels(_ words: [String]) -> [UInt8] {
        let head = byte()
        if head & 0x80 != 0 { return raw(Int(head & 0x3F)) }
        let levels = (0...Int(head & 0x07)).map { _ in choice(words) }
        return Array(levels.joined(separator: "/").utf8)
    }
}
