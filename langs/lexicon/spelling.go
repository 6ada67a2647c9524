package lexicon

func (c *compiler) spellings(el *element, e *Entry, stem bool) {}
