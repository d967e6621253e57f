/// Takes results, so that nothing is left out because nobody looks at it.
@inline(never)
func sink<Value>(_ value: borrowing Value) {}
