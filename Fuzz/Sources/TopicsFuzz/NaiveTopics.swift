/// Topic names and filters judged and compared as section 4.7 words it: by strings and lists.
enum NaiveTopics {
    static func isName(_ bytes: [UInt8]) -> Bool {
        guard isText(bytes) else { return false }
        return !bytes.contains(UInt8(ascii: "+")) && !bytes.contains(UInt8(ascii: "#"))
    }

    static func isFilter(_ bytes: [UInt8]) -> Bool {
        guard isText(bytes), !bytes.isEmpty else { return false }
        let levels = levels(of: bytes)
        for (index, level) in levels.enumerated() {
            if level.contains(UInt8(ascii: "+")), level.count > 1 { return false }
            if level.contains(UInt8(ascii: "#")), level.count > 1 || index < levels.count - 1 {
                return false
            }
        }
        guard levels.count > 1, levels[0] == Array("$share".utf8) else { return true }
        let shareName = levels[1]
        let isNamed = !shareName.isEmpty && shareName != [UInt8(ascii: "+")]
        return isNamed && shareName != [UInt8(ascii: "#")] && levels.count > 2
            && levels[2...] != [[]]
    }

    /// Whether the legal filter matches the legal topic name.
    static func matches(filter: [UInt8], topic: [UInt8]) -> Bool {
        if topic.isEmpty { return false }
        let startsWithWildcard = filter[0] == UInt8(ascii: "+") || filter[0] == UInt8(ascii: "#")
        if topic[0] == UInt8(ascii: "$"), startsWithWildcard { return false }
        return matches(levels(of: filter)[...], levels(of: topic)[...])
    }

    private static func matches(
        _ filter: ArraySlice<[UInt8]>, _ topic: ArraySlice<[UInt8]>
    ) -> Bool {
        guard let wanted = filter.first else { return topic.isEmpty }
        if wanted == [UInt8(ascii: "#")] { return true }
        guard let level = topic.first else { return false }
        return (wanted == [UInt8(ascii: "+")] || wanted == level)
            && matches(filter.dropFirst(), topic.dropFirst())
    }

    private static func isText(_ bytes: [UInt8]) -> Bool {
        !bytes.contains(0) && String(validating: bytes, as: UTF8.self) != nil
    }

    private static func levels(of bytes: [UInt8]) -> [[UInt8]] {
        bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map(Array.init)
    }
}
