# The deposit register: what is wrong, and how it is understood.

# $file (String) - the register
# $what (String) - what is wrong
register-wrong = the deposit register { $file } is not understood: { $what } Nothing was opened.
# $file (String) - the register
# $sheet (String) - its sheet
# $cell (String) - such as C7
# $what (String) - what is wrong
register-wrong-in = the deposit register { $file } is not understood, sheet “{ $sheet }”, cell { $cell }: { $what } Nothing was opened.
# $file (String) - the register
# $line (String) - line
# $column (String) - column
# $what (String) - what is wrong
register-wrong-at = the deposit register { $file } is not understood, line { $line }, column { $column }: { $what } Nothing was opened.
register-foreign-hint = open it in the spreadsheet and save it as .xlsx, or ask the platform for it as CSV.
register-missing-column-hint = a header row names the columns: pli, entreprise, enveloppe, lot, fichier, bloc, nom, depot_debut, heure_debut, depot_fin, heure_fin, empreinte, empreinte_clair, etat, mode. Only “fichier” is required; where its heading is another, say which: --columns "fichier=Heading".
# $headings (String) - the headings that are there
register-no-heading-hint = the headings that are read: { $headings }.
# $name (String) - its name
register-repeated-column-hint = say which one counts: --columns "{ $name }=Heading".
# $name (String) - name of a column
# $heading (String) - heading of the register
register-elsewhere-hint = say so: --columns "{ $name }={ $heading }"; or that no column is that one: --columns { $name }=
# $text (String) - what the cell says
# $heading (String) - heading of the column
register-state-elsewhere = “{ $text }” reads like the state of a deposit, and the column “{ $heading }” is not known to be “etat”.
# $heading (String) - heading of the column
register-end-elsewhere = no column is understood as the end of deposits (depot_fin), and the column “{ $heading }” reads like it: without it, nobody would be late.
# $name (String) - name of the column that it looks like
# $heading (String) - heading of the column
register-looks-like = reads like { $name }: --columns "{ $name }={ $heading }"
# $heading (String) - heading of the column
register-digest-elsewhere = the column “{ $heading }” of the register holds SHA-256 digests and is not known to be “empreinte”: the files received are not compared with it (--columns "empreinte={ $heading }").
register-hint = correct the register, or ask the platform for it again; a register is never guessed at.
# $limit (String) - a number
# $what (String) - what is counted
register-too-large = it is above a limit: { $limit } { $what }.
# $encoding (String) - its name
register-encoding = it seems to be a text in { $encoding }, and is none.
register-empty = it lists no deposit.
# $error (String) - the parser's words
register-json = it is not JSON ({ $error }).
register-shape = an array of objects is expected.
register-open-quote = a quotation mark is opened here and never closed.
# $found (Number) - cells here
# $expected (Number) - cells of the header
register-cell-count = { $found ->
    [one] one cell
   *[other] { $found } cells
} where the header has { $expected }.
# $name (String) - its name
register-missing-column = there is no column “{ $name }”.
# $heading (String) - what was said
# $name (String) - name of a column
register-no-heading = no heading reads “{ $heading }”, which --columns says is “{ $name }”.
# $name (String) - its name
register-repeated-column = two columns are understood as “{ $name }”.
register-blank = this cell must not be empty.
# $path (String) - the path
register-path-absolute = the path “{ $path }” is absolute; it must be relative to the register.
# $path (String) - the path
register-path-parent = the path “{ $path }” leaves the folder of the register.
# $path (String) - the path
register-path-control = the path “{ $path }” has a control character.
# $path (String) - the path
# $line (String) - line
register-repeated-file = the file “{ $path }” is already at line { $line }.
# $text (String) - what was given
register-envelope = “{ $text }” is not a kind of envelope (candidature, offre, offre-technique, anonymat).
# $text (String) - what was given
register-block = “{ $text }” is not the number of a block.
register-unnamed-block = a block must name its file in the column “nom”.
# $text (String) - what was given
# $length (Number) - its length
register-digest = “{ $text }” is not a SHA-256 digest: { $length ->
    [one] one character
   *[other] { $length } characters
} where 64 hexadecimal digits are expected.
# $text (String) - what was given
register-state = “{ $text }” is not a state (depose, retire, remplace, ecarte).
register-this-cell = this cell
register-ends-early = the deposit ends before it begins.
# $found (String) - here
# $other (String) - there
# $line (String) - line
register-contradiction = “{ $found }” here, “{ $other }” at line { $line }.
# $text (String) - what was given
register-mode = “{ $text }” is not a mode of deposit (electronique, papier).
register-paper-file = a deposit on paper has no file.
# $text (String) - what it shows
register-cell-error = the cell holds the error { $text }.
register-formula = the cell holds a formula whose value was never worked out: open the workbook in the spreadsheet and save it.
register-damaged = the file of the spreadsheet is damaged.
# $name (String) - its name
register-no-sheet = none of its visible sheets has a header row with a column “{ $name }”.
register-foreign-pdf = it is a PDF: what it shows cannot be read as a table.
register-foreign-xls = it is an Excel 97-2003 workbook (.xls), or a workbook that a password protects.
register-foreign-xlsb = it is a binary workbook (.xlsb).
register-foreign-protected = a password protects it.
register-foreign-page = it is a web page, whatever its name.
register-foreign-xml = it is XML.
register-foreign-archive = it is an archive (.zip) or another document, not a spreadsheet.

# $text (String) - what was given
columns-shape = --columns is written “column=Heading”, and “{ $text }” is not.
# $name (String) - what was given
columns-unknown = --columns: there is no column “{ $name }”.
# $name (String) - its name
columns-repeated = --columns names the column “{ $name }” twice.
# $names (String) - the names
columns-hint = the columns are: { $names }.

register-file = File
register-format = Format
register-encoding-found = Encoding
register-separator = Separator
register-separator-tab = tab
register-sheet = Sheet
register-header = Header
# $line (String) - line
register-header-line = line { $line }
# $line (String) - line
register-header-head = line { $line }; what stands before it is not read
register-consultation = Consultation
register-deadline = Deadline
register-zone = Zone of local times
register-rows = Electronic deposits
register-paper-rows = Deposits on paper
register-columns-caption = Columns
register-column = Column
register-heading = Heading
register-means = Understood as
register-kept = kept as it is
register-rows-caption = Rows
register-line = Line
register-pli = Pli, company
register-envelope-column = Envelope, lot
register-file-column = File
register-end = End of the deposit
register-state-column = State
register-to-the-minute = (to the minute)
# $number (String) - its number
register-block-of = block { $number }
# $digest (String) - its first digits
register-digest-column = digest { $digest }…
register-paper-word = paper
register-state-deposited = deposited
register-state-withdrawn = withdrawn
register-state-replaced = replaced
register-state-set-aside = set aside
