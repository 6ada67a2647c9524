package main

func Example() {
	main()
	// Output:
	// review+limit because: shuts somebody out, score 0.94
}
