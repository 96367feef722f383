"""English names."""

from __future__ import annotations

from sheets_crm.demo.words.listed import listed

SURNAMES = listed(
    """
Abbott Adams Adkins Ainsworth Alder Allen Anderson Andrews Archer Armstrong Arnold Ashby Ashton Atherton Atkins Atkinson
Austin Bailey Baker Baldwin Ball Banks Barber Barker Barlow Barnes Barnett Barrett Barton Bates Baxter Beckett Bell Bennett
Benson Bentley Berry Best Birch Bishop Blackburn Blake Bolton Bond Booth Bowen Bowman Boyd Bradley Bradshaw Brady Bray Brennan
Brewer Briggs Bright Brooks Brown Browning Bryant Buckley Bull Burgess Burke Burns Burrows Burton Butcher Butler Byrne Cameron
Campbell Carey Carlton Carpenter Carr Carroll Carter Cartwright Chadwick Chamberlain Chambers Chandler Chapman Charlton Clark
Clarke Clayton Clements Cobb Cole Coleman Coles Collier Collins Connolly Conway Cook Cooke Cooper Corbett Cotton Coulson
Coventry Cox Craig Crane Crawford Cross Cunningham Curtis Dale Daly Daniels Davey Davidson Davies Davis Dawson Day Dean Dennis
Dickson Dixon Dobson Dodd Doherty Donnelly Douglas Doyle Drake Duffy Duncan Dunn Dyer Eaton Edwards Elliott Ellis Emery Evans
Farmer Farrell Faulkner Fenton Ferguson Field Finch Fisher Fitzgerald Fleming Fletcher Flynn Forbes Ford Forster Foster Fowler
Fox Francis Franklin Fraser Freeman French Frost Fry Fuller Gallagher Gardner Garner George Gibbs Gibson Gilbert Giles Gill
Glover Goddard Godfrey Goodman Goodwin Gordon Gough Graham Grant Gray Green Greenwood Gregory Griffin Griffiths Hale Hall
Hamilton Hammond Hancock Harding Hardy Harper Harris Harrison Hart Hartley Harvey Hawkins Hayes Haynes Hayward Henderson Henry
Hewitt Hicks Higgins Hill Hilton Hobbs Hodges Holden Holland Holloway Holmes Holt Hooper Hope Hopkins Horton Houghton Howard
Howe Howell Hudson Hughes Humphreys Hunt Hunter Hurst Hutchinson Ingram Jackson Jacobs James Jarvis Jenkins Jennings Johnson
Johnston Jones Jordan Joyce Kay Kelly Kemp Kennedy Kent Kerr King Kirby Kirk Knight Knowles Lamb Lambert Lane Lawrence Lawson
Leach Lee Leigh Lewis Lloyd Long Lord Lowe Lucas Lynch Lyons Mann Manning Marsden Marsh Marshall Martin Mason Matthews May
Mellor Metcalfe Middleton Miles Miller Mills Mitchell Moore Moran Morgan Morley Morris Morrison Morton Moss Murphy Murray
Myers Nash Naylor Nelson Newman Newton Nicholls Nicholson Nixon Nolan Norman Norris Norton Oliver Osborne Owen Page Palmer
Parker Parkin Parry Parsons Patterson Payne Peacock Pearce Pearson Perkins Perry Peters Phillips Pickering Pollard Poole Pope
Porter Potter Powell Pratt Preston Price Pritchard Quinn Ramsey Randall Read Reed Rees Reeves Reid Reynolds Rhodes Rice
Richards Richardson Riley Roberts Robertson Robinson Robson Rogers Rose Ross Rowe Rowley Russell Ryan Sanders Sanderson
Saunders Savage Scott Sharp Shaw Shepherd Short Simmons Simpson Sinclair Skinner Slater Smart Smith Spencer Stephens Stevens
Stewart Stokes Stone Sullivan Summers Sutton Swift Sykes Talbot Taylor Thomas Thompson Thomson Thornton Thorpe Todd Tomlinson
Townsend Tucker Turner Tyler Vaughan Vincent Wade Walker Wallace Wallis Walsh Walters Walton Ward Warner Warren Waters Watkins
Watson Watts Webb Webster Welch Wells West Weston Wheeler White Whitehead Whittaker Wilkins Wilkinson Williams Williamson
Willis Wilson Winter Wood Woods Woodward Wright Wyatt Yates York Young
"""
)

MEN = listed(
    """
Adam Adrian Alan Alexander Andrew Anthony Arthur Barry Benjamin Bernard Brian Callum Charles Christopher Colin Connor Craig
Daniel David Derek Dominic Duncan Edward Elliot Eric Francis Frank Gareth Gary Geoffrey George Gerald Gordon Graham Grant
Gregory Harold Harry Henry Howard Hugh Ian Isaac Jack Jacob James Jamie Jason Jeremy John Jonathan Joseph Joshua Julian Keith
Kenneth Kevin Laurence Leonard Lewis Liam Louis Luke Malcolm Marcus Mark Martin Matthew Maurice Michael Nathan Neil Nicholas
Nigel Oliver Oscar Owen Patrick Paul Peter Philip Ralph Raymond Reginald Richard Robert Robin Roger Ronald Rory Russell Samuel
Scott Sean Sidney Simon Stanley Stephen Stuart Terence Theodore Thomas Timothy Toby Trevor Victor Vincent Walter William
"""
)

WOMEN = listed(
    """
Abigail Agnes Alexandra Alice Alison Amanda Amber Amelia Amy Andrea Angela Anna Anne Audrey Barbara Beatrice Bethany Beverley
Bridget Bronwen Carol Caroline Catherine Charlotte Chloe Christine Claire Clara Daisy Dawn Deborah Diana Donna Doris Dorothy
Edith Eileen Elaine Eleanor Elizabeth Ella Ellen Emily Emma Erin Esther Eve Evelyn Fiona Florence Frances Freya Gemma Georgia
Gillian Grace Gwen Hannah Harriet Hazel Heather Helen Holly Imogen Irene Isabel Isla Jacqueline Jane Janet Jasmine Jean
Jennifer Jessica Joan Joanna Josephine Joyce Judith Julia Julie June Karen Kate Katherine Kathleen Kerry Laura Lauren Leah
Lesley Linda Lisa Louise Lucy Lydia Lynn Mabel Margaret Marian Marion Mary Matilda Maureen Megan Melanie Michelle Molly Nancy
Naomi Natalie Nicola Nora Olive Olivia Pamela Patricia Paula Pauline Penelope Philippa Phoebe Poppy Rachel Rebecca Rosemary
Rosie Ruby Ruth Sally Samantha Sandra Sarah Sharon Sheila Shirley Sophie Stella Susan Sylvia Teresa Tessa Tracy Valerie
Vanessa Vera Veronica Victoria Violet Wendy Yvonne Zoe
"""
)

MIDDLE_OF_MEN = listed(
    """
Alan Albert Alfred Anthony Arthur Charles Clive David Dean Donald Edward Ernest Francis Frank Frederick George Gordon Grant
Harold Henry Herbert Hugh Ivor James John Keith Kenneth Laurence Leonard Louis Mark Martin Neil Noel Norman Oliver Patrick
Paul Peter Ralph Rhys Robert Ross Roy Samuel Scott Sidney Stanley Stuart Thomas Victor Walter
"""
)

MIDDLE_OF_WOMEN = listed(
    """
Alice Amy Ann Anne Beth Catherine Clare Daisy Dawn Edith Eleanor Elise Elizabeth Ellen Emily Eve Faith Faye Fern Florence
Frances Gail Grace Helen Hope Iris Ivy Jane Jean Joan Joy Joyce June Kate Kay Lily Louise Lucy Lynn Mabel Mae Margaret Marie
Mary May Olive Pearl Rose Ruby Ruth Susan Violet
"""
)
