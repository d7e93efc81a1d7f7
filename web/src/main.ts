document.title = 'Twinstage'
