/** A page of a blog as somebody saved it: a post and three comments. */
export const fountain = `The department has a fountain now, and nobody knows who ordered it.

See http://elsewhere.example/?p=44 for the plans.

Two-way, or only up and down?
Posted by: Ann Other | April 03, 2008 at 01:40 PM
It says "Posted by: the press office" on the plaque, which is not the same as an answer.
I asked them.
Posted by: Bob | Roberts | April 03, 2008 at 02:15 PM
They did answer me.
Posted by: Cy Example | April 03, 2008 at 02:15 PM
`;
