import Testing

/// What is proven of the lists in `docs/conformance`.
@Suite struct ConformanceListTests {
    private let repository = Repository.own

    @Test(arguments: [
        (Standard.mqtt5, [1: 5, 2: 7, 3: 175, 4: 60, 6: 4]),
        (Standard.mqtt311, [1: 3, 2: 9, 3: 95, 4: 26, 6: 4, 7: 4]),
    ])
    func `a list has every statement of each chapter`(
        standard: Standard, counts: [Int: Int]
    ) throws {
        let statements = try Statement.list(repository.text(of: standard.listPath))
        let chapters = Dictionary(grouping: statements) { $0.id.numbers[0] }
        #expect(chapters.mapValues(\.count) == counts)
    }

    @Test(arguments: Standard.allCases)
    func `the numbers of a section leave no gap`(standard: Standard) throws {
        let statements = try Statement.list(repository.text(of: standard.listPath))
        var last: [Int] = []
        for id in statements.map(\.id) {
            let section = Array(id.numbers.dropLast())
            let previous = last.dropLast().elementsEqual(section) ? last[3] : 0
            // MQTT 5.0 begins section 2.2.1 with number 2.
            let isFirst = standard == .mqtt5 && section == [2, 2, 1] && previous == 0
            #expect(id.numbers[3] == (isFirst ? 2 : previous + 1), "\(id)")
            last = id.numbers
        }
    }

    @Test func `the exceptions can be read`() throws {
        _ = try Exemption.list(repository.text(of: Exemption.path))
    }
}
