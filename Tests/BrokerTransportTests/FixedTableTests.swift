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
}
