"""`attract doctor`: looks at everything that Attract hangs on, a line each, and says what to do. Changes nothing.

It stands beside the wiring because it joins the settings, the store and the edges that look at this machine and ask the world.

    place      what is looked at: the folder, the settings where they can be read, the store to read only
    settings   the settings and the keys
    machine    disks, rights, programs
    clock      the clock and the zone
    store      the database, what runs by the clock, and what waits
    words      models, rules, the site
    reach      who is to be reached: the service, the hosts, the networks
    run        all of them, in the order in which a person reads
"""
