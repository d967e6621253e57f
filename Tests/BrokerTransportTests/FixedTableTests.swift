import BrokerTransport
import Testing

struct FixedTableTests {
    @Test func `a full table forgets what came first`() {
        var table = FixedTable<Int, String>(countMax: 3)
        for key in 1...3 { table.put("\(key)", at: key) }
        #expect(table.count == 3 && table[1] == "1")
        table.put("4", at: 4)
        #expect(table.count == 3 && table[1] == nil && table[2] == "2" && table[4] == "4")
        for key in 5...100 { table.put("\(key)", at: key) }
        #expect(table.count == 3)
        #expect([98, 99, 100].allSatisfy { table[$0] == "\($0)" })
    }

    @Test func `a key that is there already takes no other place`() {
        var table = FixedTable<Int, String>(countMax: 2)
        table.put("a", at: 1)
        table.put("b", at: 1)
        table.put("c", at: 2)
        #expect(table.count == 2 && table[1] == "b" && table[2] == "c")
    }

    @Test func `only the oldest that have ended are forgotten, and no more than asked for`() {
        var table = FixedTable<Int, Int>(countMax: 10)
        for key in 1...5 { table.put(key, at: key) }
        table.forget(upTo: 2) { $0 <= 4 }
        #expect(table.count == 3 && table[2] == nil && table[3] == 3)
        table.forget(upTo: 10) { $0 <= 4 }
        #expect(table.count == 1 && table[5] == 5)
        table.forget(upTo: 10) { _ in true }
        #expect(table.count == 0)
        table.forget(upTo: 1) { _ in true }
        #expect(table.count == 0)
    }
}
